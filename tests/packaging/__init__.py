"""The recipes in packaging/, which is no package and must never be one."""
