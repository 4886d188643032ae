"""All faces, as the leak test asks them."""

from tests.leak.asking import rest_lists, rest_records, web

FACES = (*rest_lists.FACES, *rest_records.FACES, *web.FACES)
