"""Faces: outside text into calls of the one door, and its answers into outside text."""
