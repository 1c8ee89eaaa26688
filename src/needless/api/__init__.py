"""The API: the same queries, actions and shapes as the pages, for programs of the owner's."""
