using System.IO.Hashing;
using System.Runtime.InteropServices;
using Mosaic.Memory.Text;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// The terms of the texts that a model is trained on, as numbers: 0 is the most frequent. Which texts are taken, when there are
/// too many, and their order depend on the hashes of the texts alone, not on the order in which they come.
/// </summary>
internal sealed class TrainingTexts
{
    private TrainingTexts(string[] vocabulary, int[] counts, int[][] texts)
    {
        Vocabulary = vocabulary;
        Counts = counts;
        Texts = texts;
    }

    /// <summary>The most frequent terms, those first; equally frequent ones by their characters.</summary>
    public string[] Vocabulary { get; }

    /// <summary>How often each term occurs.</summary>
    public int[] Counts { get; }

    /// <summary>The terms of each text, those out of the vocabulary left out.</summary>
    public int[][] Texts { get; }

    public static TrainingTexts Read(IEnumerable<string> texts, TextModelOptions options, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>();
        var largestFirst = new PriorityQueue<Taken, UInt128>(Comparer<UInt128>.Create(static (left, right) => right.CompareTo(left)));
        var total = 0;
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArgumentNullException.ThrowIfNull(text, nameof(texts));
            var key = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));
            if (largestFirst.Count >= options.TextsMax && largestFirst.TryPeek(out _, out var last) && key >= last)
            {
                continue;
            }

            var sink = new Sink(numbers, names, options.TextTermsMax);
            ContentTerms.Read(text, ref sink);
            largestFirst.Enqueue(new Taken(key, [.. sink.Terms]), key);
            total += sink.Terms.Count;
            while (largestFirst.Count > options.TextsMax || total > options.TermsMax)
            {
                total -= largestFirst.Dequeue().Terms.Length;
            }
        }

        Taken[] taken = [.. largestFirst.UnorderedItems.Select(static item => item.Element)];
        Array.Sort(taken, static (left, right) => left.Key.CompareTo(right.Key));
        return Number(names, taken, options.VocabularyMax);
    }

    private static TrainingTexts Number(List<string> names, Taken[] taken, int vocabularyMax)
    {
        var counts = new int[names.Count];
        foreach (var text in taken)
        {
            foreach (var term in text.Terms)
            {
                counts[term]++;
            }
        }

        int[] kept = [.. Enumerable.Range(0, names.Count).Where(term => counts[term] > 0)
            .OrderByDescending(term => counts[term]).ThenBy(term => names[term], StringComparer.Ordinal).Take(vocabularyMax)];
        var numbers = new int[names.Count];
        numbers.AsSpan().Fill(-1);
        for (var i = 0; i < kept.Length; i++)
        {
            numbers[kept[i]] = i;
        }

        return new TrainingTexts(
            [.. kept.Select(term => names[term])],
            [.. kept.Select(term => counts[term])],
            [.. taken.Select(text => text.Terms.Select(term => numbers[term]).Where(static term => term >= 0).ToArray())]);
    }

    private readonly record struct Taken(UInt128 Key, int[] Terms);

    private readonly struct Sink(Dictionary<string, int> numbers, List<string> names, int max) : ITermSink
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();

        public List<int> Terms { get; } = [];

        public bool Add(ReadOnlySpan<char> term)
        {
            if (!_lookup.TryGetValue(term, out var number))
            {
                number = names.Count;
                var name = term.ToString();
                names.Add(name);
                numbers.Add(name, number);
            }

            Terms.Add(number);
            return Terms.Count < max;
        }
    }
}
