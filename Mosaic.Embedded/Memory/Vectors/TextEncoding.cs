using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Mosaic.Backends;

/// <summary>How the texts of a store get vectors in the background, whatever keeps them.</summary>
public static class TextEncoding
{
    /// <summary>A text that the embedder refused is not tried more often.</summary>
    public const int TriesMax = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    /// <summary>How long a refused text waits: a minute, then twice as long each time.</summary>
    /// <param name="tries">How often it was refused.</param>
    public static TimeSpan PauseAfter(int tries) => FirstPause * Math.Pow(2, tries - 1);

    /// <summary>Tells whether a vector was made of the text as it is.</summary>
    /// <param name="text">Any text.</param>
    public static ulong HashOf(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>
    /// All at once; where that fails each alone: texts that the embedder cannot take keep none of the others from their vectors. After
    /// each of them it is asked for one it can take, to tell whether it is down.
    /// </summary>
    /// <param name="encoder">Makes them.</param>
    /// <param name="texts">Of which.</param>
    /// <param name="refused">Told the places of texts that it refuses, and why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>As many as the texts; null: a text that has no vector.</returns>
    /// <exception cref="EncodingFailedException">It cannot make any now.</exception>
    public static async Task<IReadOnlyList<float[]?>> EncodeEachAsync(
        ITextEncoder encoder, IReadOnlyList<string> texts, Action<int, EncodingFailedException> refused, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(refused);
        if (texts.Count > 1)
        {
            try
            {
                return await encoder.EncodeAsync(texts, cancellationToken).ConfigureAwait(false);
            }
            catch (EncodingFailedException)
            {
                // One of them may be why.
            }
        }

        var vectors = new float[]?[texts.Count];
        for (var i = 0; i < vectors.Length; i++)
        {
            try
            {
                vectors[i] = (await encoder.EncodeAsync([texts[i]], cancellationToken).ConfigureAwait(false))[0];
            }
            catch (EncodingFailedException exception)
            {
                await encoder.EncodeAsync([GeneratorEncoder.FirstText], cancellationToken).ConfigureAwait(false);
                refused(i, exception);
            }
        }

        return vectors;
    }
}
