"""What is no part of the story: site furniture, boilerplate, disclosures."""
