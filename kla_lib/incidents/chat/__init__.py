"""Reads exported chats."""
