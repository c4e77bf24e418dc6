"""What the people who run the portal see of it: health, metrics, a line for each request, words when something is away."""
