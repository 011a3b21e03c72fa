"""What somebody has to do with today, and the one next step: for the page of today and for mail alike."""
