using Microsoft.Extensions.AI;
using Mosaic.Backends;
using Mosaic.Memory.Rows;

namespace Mosaic.Memory.Vectors;

/// <summary>The application's own generator, for every corpus alike.</summary>
internal sealed class GeneratorEncoders(IEmbeddingGenerator<string, Embedding<float>> generator, TimeSpan patience) : Encoders
{
    private GeneratorEncoder? _encoder;

    public override async ValueTask<ITextEncoder?> FindAsync(string corpus, CorpusRow row, CancellationToken cancellationToken) =>
        await EncoderAsync(cancellationToken).ConfigureAwait(false) is var encoder && encoder.Model == row.Model ? encoder : null;

    public override async ValueTask<bool> IsDueAsync(CorpusRow row, CancellationToken cancellationToken) =>
        (await EncoderAsync(cancellationToken).ConfigureAwait(false)).Model != row.Model;

    public override async ValueTask<ITextEncoder> NextAsync(IEnumerable<string> texts, CancellationToken cancellationToken) =>
        await EncoderAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Nothing but that it is there: the generator is the application's.</summary>
    public override IEnumerable<byte[]> Save(ITextEncoder encoder) => [[]];

    public override void Drop(string corpus)
    {
    }

    private async ValueTask<GeneratorEncoder> EncoderAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _encoder) is { } known)
        {
            return known;
        }

        var begun = await GeneratorEncoder.BeginAsync(generator, patience, cancellationToken).ConfigureAwait(false);
        return Interlocked.CompareExchange(ref _encoder, begun, null) ?? begun;
    }
}
