"""What people decide, and how it stands over what was read: corrections, acceptance, links, outcomes, undoing."""
