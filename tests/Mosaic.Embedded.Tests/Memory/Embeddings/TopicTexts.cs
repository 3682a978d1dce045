namespace Mosaic.Embedded.Tests.Memory.Embeddings;

/// <summary>Texts about made-up topics: words of one topic share texts, words of different topics do not.</summary>
internal static class TopicTexts
{
    public const int Topics = 8;
    public const int Words = 30;

    public static string Word(int topic, int word) => $"{(char)('b' + topic)}o{(char)('a' + (word / 6))}{(char)('k' + (word % 6))}o";

    public static string[] Make(int texts, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, texts).Select(text =>
            string.Join(' ', Enumerable.Range(0, 8).Select(_ => Word(text % Topics, random.Next(Words)))))];
    }

    public static float[] Embed(TextModel model, string text)
    {
        var vector = new float[model.Dimensions];
        model.TryEmbed(text, vector);
        return vector;
    }

    public static double Dot(float[] left, float[] right) => left.Zip(right, static (l, r) => (double)l * r).Sum();
}
