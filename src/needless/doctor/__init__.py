"""What is unsafe or missing in a deployment."""
