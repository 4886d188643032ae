"""All faces, as the leak test asks them."""

from tests.leak.asking import rest_lists, rest_queries, rest_records, rest_searches, web, writes

FACES = (*rest_lists.FACES, *rest_queries.FACES, *rest_records.FACES, *rest_searches.FACES, *web.FACES, *writes.FACES)
