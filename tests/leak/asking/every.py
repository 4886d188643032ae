"""All faces, as the leak test asks them."""

from tests.leak.asking import rest_lists

FACES = (*rest_lists.FACES,)
