namespace QuickStart.Asking;

/// <summary>A line with the places that match.</summary>
internal sealed record MarkedLine(string Text, IReadOnlyList<(int Start, int Length)> Marks);
