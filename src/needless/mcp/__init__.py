"""The tools of an assistant, over the Model Context Protocol: reads freely, writes only what can be undone."""
