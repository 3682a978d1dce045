using System.Numerics;

namespace Mosaic.Memory.Embeddings;

/// <summary>For each term two vectors of signed bytes, one behind the other, each with a scale.</summary>
internal sealed class QuantizedTerms
{
    private readonly sbyte[] _numbers;
    private readonly float[] _scales;

    /// <param name="words">Of a term's first vector, the numbers.</param>
    /// <param name="topics">Of a term's second vector, the numbers.</param>
    /// <param name="numbers">Term after term.</param>
    /// <param name="scales">Two for each term.</param>
    public QuantizedTerms(int words, int topics, sbyte[] numbers, float[] scales)
    {
        Words = words;
        Topics = topics;
        _numbers = numbers;
        _scales = scales;
    }

    /// <summary>Numbers of the first vector.</summary>
    public int Words { get; }

    /// <summary>Numbers of the second.</summary>
    public int Topics { get; }

    public int Dimensions => Words + Topics;

    public int Terms => _scales.Length / 2;

    public ReadOnlySpan<sbyte> Numbers => _numbers;

    public ReadOnlySpan<float> Scales => _scales;

    public static QuantizedTerms Of(int terms, TermVectors words, TermVectors topics)
    {
        var numbers = new sbyte[terms * (words.Dimensions + topics.Dimensions)];
        var scales = new float[terms * 2];
        for (var term = 0; term < terms; term++)
        {
            var row = numbers.AsSpan(term * (words.Dimensions + topics.Dimensions), words.Dimensions + topics.Dimensions);
            scales[term * 2] = SignedBytes.Quantize(words[term], row[..words.Dimensions]);
            scales[(term * 2) + 1] = SignedBytes.Quantize(topics[term], row[words.Dimensions..]);
        }

        return new QuantizedTerms(words.Dimensions, topics.Dimensions, numbers, scales);
    }

    /// <summary>Adds a term's vectors.</summary>
    public void AddTo(Span<float> vector, int term, float weight)
    {
        var row = _numbers.AsSpan(term * Dimensions, Dimensions);
        Add(vector[..Words], row[..Words], weight * _scales[term * 2]);
        Add(vector[Words..], row[Words..], weight * _scales[(term * 2) + 1]);
    }

    private static void Add(Span<float> vector, ReadOnlySpan<sbyte> numbers, float scale)
    {
        var i = 0;
        for (; i <= numbers.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(numbers[i..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            Add(vector[i..], 0, first, scale);
            Add(vector[i..], 1, second, scale);
            Add(vector[i..], 2, third, scale);
            Add(vector[i..], 3, fourth, scale);
        }

        for (; i < numbers.Length; i++)
        {
            vector[i] += numbers[i] * scale;
        }
    }

    private static void Add(Span<float> vector, int part, Vector<int> numbers, float scale)
    {
        var sum = vector.Slice(part * Vector<float>.Count, Vector<float>.Count);
        (new Vector<float>(sum) + (Vector.ConvertToSingle(numbers) * scale)).CopyTo(sum);
    }
}
