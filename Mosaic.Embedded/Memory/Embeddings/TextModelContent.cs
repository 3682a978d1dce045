namespace Mosaic.Memory.Embeddings;

/// <summary>What a model knows.</summary>
/// <param name="Texts">How many it was trained on.</param>
/// <param name="TopicShare">See <see cref="TextModelOptions.TopicShare"/>.</param>
/// <param name="Vocabulary">Its terms, none twice.</param>
/// <param name="Terms">Their vectors: of words, of topics.</param>
internal sealed record TextModelContent(int Texts, double TopicShare, string[] Vocabulary, QuantizedTerms Terms);
