"""What is deployed: plan, apply, roll back, and the stack of apps behind it."""
