"""All faces, as the leak test asks them."""

from tests.leak.asking import rest_lists, rest_queries, rest_records, web, writes

FACES = (*rest_lists.FACES, *rest_queries.FACES, *rest_records.FACES, *web.FACES, *writes.FACES)
