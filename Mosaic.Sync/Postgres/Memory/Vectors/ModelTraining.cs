using System.Security.Cryptography;
using Mosaic.Backends;
using Mosaic.Postgres.Sessions;
using static Mosaic.Postgres.Documents.Parameters;

namespace Mosaic.Postgres.Memory.Vectors;

/// <summary>Trains the model of a part, in one process at a time; the others take it from the store.</summary>
internal sealed class ModelTraining(PostgresSession session, VectorEncoders encoders, VectorUnits units)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <returns>Whether its texts need vectors by another model now.</returns>
    public async Task<bool> RunAsync(long part, Corpus corpus, CancellationToken cancellationToken)
    {
        var run = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        if ((await units.RunAsync<long>("memory_vector_run", cancellationToken, Of(part), Of(run), Of(Lease)).ConfigureAwait(false)).Count == 0)
        {
            return false; // another process trains it
        }

        try
        {
            var texts = await new PartTexts(session, units).ReadAllAsync(part, cancellationToken).ConfigureAwait(false);
            if (texts.Count < TextModelRules.TextsMin)
            {
                await units.ExecuteAsync("memory_vector_leave", cancellationToken, Of(part), Of(run), Of((long)texts.Count)).ConfigureAwait(false);
                return false;
            }

            var model = await Task.Run(() => encoders.Trainer!.Train(TextModelRules.Lessons(texts), cancellationToken), cancellationToken).ConfigureAwait(false);
            using var content = new MemoryStream();
            model.WriteTo(content);
            var isNew = model.Id != corpus.Model?.Name;
            var kept = await units.RunAsync<bool>(
                "memory_vector_save", cancellationToken, Of(part), Of(run), Of(model.Id), Of(model.Dimensions), Of(content.ToArray()), Of((long)texts.Count)).ConfigureAwait(false);
            return isNew && kept is [true];
        }
        catch
        {
            await StopAsync(part, run).ConfigureAwait(false);
            throw;
        }
    }

    private async Task StopAsync(long part, long run)
    {
        try
        {
            await units.ExecuteAsync("memory_vector_stop", CancellationToken.None, Of(part), Of(run)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is MosaicException or ObjectDisposedException)
        {
            // The run's lease ends by itself.
        }
    }
}
