namespace Mosaic.Benchmarks.Evaluation;

/// <summary>A text to be found.</summary>
/// <param name="Group">Whose it is: queries look into their own group alone; "" where there is one.</param>
/// <param name="Id">As the judgements name it.</param>
/// <param name="Session">Of a turn, the conversation's session; null: no turn.</param>
/// <param name="Speaker">Of a turn.</param>
/// <param name="At">Of a turn.</param>
/// <param name="Text">The words.</param>
internal sealed record RetrievalDoc(string Group, string Id, string? Session, string Speaker, DateTimeOffset At, string Text);
