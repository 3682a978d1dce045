using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using Microsoft.Extensions.AI;

namespace Mosaic.Backends;

/// <summary>
/// Makes vectors by the application's own generator, which may throw, be slow or give nonsense: what it gives is checked, and made
/// one long. The dimensions of its first vector belong to its model's id.
/// </summary>
public sealed class GeneratorEncoder : ITextEncoder
{
    /// <summary>What any embedder can take.</summary>
    public const string FirstText = "text";

    private const int NameMax = 200;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private long _failedAt;

    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly TimeSpan _patience;

    private GeneratorEncoder(IEmbeddingGenerator<string, Embedding<float>> generator, TimeSpan patience, string name, int dimensions)
    {
        _generator = generator;
        _patience = patience;
        Dimensions = dimensions;
        var kept = Encoding.UTF8.GetBytes(name.Length <= NameMax ? name : name[^NameMax..]); // half a character would not be read as it was written
        Model = $"{Encoding.UTF8.GetString(kept)}/{dimensions.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <inheritdoc/>
    public string Model { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <inheritdoc/>
    public bool IsSilent => Interlocked.Read(ref _failedAt) is var at and not 0 && Stopwatch.GetElapsedTime(at) < Silence;

    /// <inheritdoc/>
    public void LeftWaiting() => Interlocked.Exchange(ref _failedAt, Stopwatch.GetTimestamp());

    /// <summary>Has the generator make a first vector, which tells the dimensions.</summary>
    /// <param name="generator">The application's.</param>
    /// <param name="patience">How long one call is waited for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EncodingFailedException">It made none.</exception>
    public static async Task<GeneratorEncoder> BeginAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var first = await GenerateAsync(generator, [FirstText], patience, cancellationToken).ConfigureAwait(false);
        return first is [{ Vector.Length: > 0 and <= MemoryLimits.MaxDimensions } vector]
            ? new GeneratorEncoder(generator, patience, NameOf(generator), vector.Vector.Length)
            : throw new EncodingFailedException("The embedder made no vector of a text.");
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<float[]?>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var embeddings = await GenerateAsync(_generator, texts, _patience, cancellationToken).ConfigureAwait(false);
        if (embeddings.Count != texts.Count)
        {
            throw new EncodingFailedException($"The embedder made {embeddings.Count} vectors of {texts.Count} texts.");
        }

        var vectors = new float[]?[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = embeddings[i] is { } embedding
                ? Unit(embedding.Vector.Span)
                : throw new EncodingFailedException("The embedder made no vector of a text.");
        }

        Interlocked.Exchange(ref _failedAt, 0);
        return vectors;
    }

    /// <summary>Its vocabulary is its own.</summary>
    public (long Words, long Unknown) Count(string text) => (0, 0);

    /// <summary>A vector as this model's, one long.</summary>
    /// <param name="vector">Of any length.</param>
    /// <returns>null: it has no direction.</returns>
    /// <exception cref="EncodingFailedException">Another number of dimensions, or a number that is none.</exception>
    public float[]? Unit(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
        {
            throw new EncodingFailedException($"The embedder made a vector of {vector.Length} dimensions, and before of {Dimensions}.");
        }

        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (!float.IsFinite(largest))
        {
            throw new EncodingFailedException("The embedder made a vector with NaN or an infinity.");
        }

        if (largest == 0)
        {
            return null;
        }

        var unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, largest, unit); // first: the squares of what is huge are infinite, of what is tiny 0
        TensorPrimitives.Divide(unit, TensorPrimitives.Norm<float>(unit), unit);
        return unit;
    }

    private static string NameOf(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        try
        {
            return (generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId ?? generator.GetType().FullName!;
        }
        catch (Exception exception)
        {
            throw new EncodingFailedException($"The embedder does not tell its model: {exception.Message}", exception);
        }
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patient.CancelAfter(patience < LongestTimer ? patience : LongestTimer);
        try
        {
            // On another thread, and not waited for beyond patience: it may ignore its token, or never yield.
            return await Task.Run(() => generator.GenerateAsync(texts, null, patient.Token), patient.Token).WaitAsync(patient.Token).ConfigureAwait(false)
                ?? throw new EncodingFailedException("The embedder answered null.");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EncodingFailedException($"The embedder did not answer within {patience.TotalSeconds} s.", exception) { IsTimeout = true };
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or EncodingFailedException))
        {
            throw new EncodingFailedException($"The embedder failed: {exception.Message}", exception);
        }
    }
}
