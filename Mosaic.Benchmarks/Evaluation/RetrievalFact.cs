namespace Mosaic.Benchmarks.Evaluation;

/// <summary>What somebody concluded from turns, to be kept as an insight.</summary>
/// <param name="Group">Whose it is.</param>
/// <param name="Session">The conversation's session.</param>
/// <param name="At">When it came about.</param>
/// <param name="Text">The words.</param>
/// <param name="Docs">The turns that it stands for.</param>
internal sealed record RetrievalFact(string Group, string Session, DateTimeOffset At, string Text, IReadOnlyList<string> Docs);
