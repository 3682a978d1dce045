namespace Mosaic.Memory.Embeddings;

/// <summary>How often terms occur in a text.</summary>
internal static class TermFrequency
{
    /// <param name="terms">Of the text; sorted in place.</param>
    /// <returns>The different terms, smallest number first.</returns>
    public static IEnumerable<(int Term, int Frequency)> Count(int[] terms)
    {
        Array.Sort(terms);
        for (var first = 0; first < terms.Length;)
        {
            var next = first + 1;
            while (next < terms.Length && terms[next] == terms[first])
            {
                next++;
            }

            yield return (terms[first], next - first);
            first = next;
        }
    }

    /// <summary>What an often repeated term counts: 1 + ln tf.</summary>
    public static float Damp(int frequency) => frequency == 1 ? 1 : 1 + MathF.Log(frequency);
}
