"""The department's requests held against what ICE publishes about them. Pure but for the reading of files."""
