"""The observatory: every figure of every year in one table, and each indicator through the years. It only reads, and
shows what the reader may see."""
