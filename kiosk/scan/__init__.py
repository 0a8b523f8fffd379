"""What a kiosk reads from scanners: papers, codes of appointments and identity cards."""
