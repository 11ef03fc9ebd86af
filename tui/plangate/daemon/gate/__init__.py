"""The gates of all sessions: hooks and plans of agents, decisions of people, and the flips that follow."""
