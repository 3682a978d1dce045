namespace Mosaic.Benchmarks.Evaluation;

/// <summary>A question and what answers it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Group">Whose texts answer it.</param>
/// <param name="Category">What kind of question it is.</param>
/// <param name="Text">The words.</param>
/// <param name="Gains">By the id of a text, how well that answers it.</param>
internal sealed record RetrievalQuery(string Id, string Group, string Category, string Text, IReadOnlyDictionary<string, int> Gains);
