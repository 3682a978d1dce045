namespace Mosaic.Memory.Embeddings;

/// <summary>
/// How much more often terms stand near each other than by chance: positive pointwise mutual information,
/// max(0, ln(p(w, c) / (p(w) p(c)))), with the chances of the contexts c raised to 0.75 (Levy, Goldberg and Dagan 2015).
/// </summary>
internal static class Cooccurrence
{
    private const double Smoothing = .75;

    /// <returns>A row and a column for each term.</returns>
    public static SparseRows Measure(TrainingTexts texts, int window, CancellationToken cancellationToken)
    {
        var terms = texts.Vocabulary.Length;
        var chances = Chances(texts, window);
        var (places, firsts) = Places(texts);
        var near = new int[terms];
        var met = new List<int>();
        var starts = new int[terms + 1];
        var at = new List<int>();
        var values = new List<float>();
        for (var term = 0; term < terms; term++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var all = 0L;
            foreach (var (text, place) in places.AsSpan(firsts[term]..firsts[term + 1]))
            {
                all += Count(texts.Texts[text], place, window, near, met);
            }

            met.Sort();
            foreach (var other in met)
            {
                var information = Math.Log(near[other] / (all * chances[other]));
                if (information > 0)
                {
                    at.Add(other);
                    values.Add((float)information);
                }

                near[other] = 0;
            }

            met.Clear();
            starts[term + 1] = at.Count;
        }

        return new SparseRows(terms, starts, [.. at], [.. values]);
    }

    private static int Count(int[] text, int place, int window, int[] near, List<int> met)
    {
        var first = Math.Max(0, place - window);
        var last = Math.Min(text.Length - 1, place + window);
        for (var i = first; i <= last; i++)
        {
            if (i != place && near[text[i]]++ == 0)
            {
                met.Add(text[i]);
            }
        }

        return last - first;
    }

    private static double[] Chances(TrainingTexts texts, int window)
    {
        var chances = new double[texts.Vocabulary.Length];
        foreach (var text in texts.Texts)
        {
            for (var i = 0; i < text.Length; i++)
            {
                chances[text[i]] += Math.Min(i, window) + Math.Min(text.Length - 1 - i, window);
            }
        }

        var sum = 0.0;
        foreach (ref var chance in chances.AsSpan())
        {
            chance = Math.Pow(chance, Smoothing);
            sum += chance;
        }

        foreach (ref var chance in chances.AsSpan())
        {
            chance /= sum;
        }

        return chances;
    }

    /// <summary>Where each term occurs: term i from <c>Firsts[i]</c> to <c>Firsts[i + 1]</c>.</summary>
    private static ((int Text, int Place)[] Places, int[] Firsts) Places(TrainingTexts texts)
    {
        var firsts = new int[texts.Counts.Length + 1];
        for (var i = 0; i < texts.Counts.Length; i++)
        {
            firsts[i + 1] = firsts[i] + texts.Counts[i];
        }

        var next = firsts.ToArray();
        var places = new (int Text, int Place)[firsts[^1]];
        for (var text = 0; text < texts.Texts.Length; text++)
        {
            var terms = texts.Texts[text];
            for (var place = 0; place < terms.Length; place++)
            {
                places[next[terms[place]]++] = (text, place);
            }
        }

        return (places, firsts);
    }
}
