namespace Mosaic.CrashHost.Script;

/// <summary>One write of a script: wholly there or wholly absent.</summary>
/// <param name="Writer">Whose it is.</param>
/// <param name="Number">Its place in the writer's script, from 1.</param>
/// <param name="Kind">Through which call it is written.</param>
/// <param name="Effects">What it does; each document once.</param>
internal sealed record ScriptUnit(int Writer, long Number, ScriptKind Kind, IReadOnlyList<ScriptEffect> Effects)
{
    /// <summary>Writes the unit; completes once it is acknowledged.</summary>
    public async Task WriteAsync(IMosaic mosaic)
    {
        var documents = mosaic.Documents;
        var (collection, id, _, after) = Effects[0];
        switch (Kind)
        {
            case ScriptKind.Create:
                await documents.CreateAsync(collection, id, after!).ConfigureAwait(false);
                break;
            case ScriptKind.Put:
                await documents.PutAsync(collection, id, after!, new WriteOptions()).ConfigureAwait(false);
                break;
            case ScriptKind.Update:
                await documents.UpdateAsync<CrashDocument>(collection, id, Patch(after!)).ConfigureAwait(false);
                break;
            case ScriptKind.Delete:
                await documents.DeleteAsync(collection, id).ConfigureAwait(false);
                break;
            case ScriptKind.CreateMany:
                await documents.CreateManyAsync(collection, Effects.Select(static effect => effect.After!)).ConfigureAwait(false);
                break;
            case ScriptKind.UpdateMany:
                await documents.UpdateManyAsync(collection, Effects.Select(static effect => effect.Id), Patch(after!)).ConfigureAwait(false);
                break;
            case ScriptKind.DeleteMany:
                await documents.DeleteManyAsync(collection, Effects.Select(static effect => effect.Id)).ConfigureAwait(false);
                break;
            default:
                await mosaic.TransactAsync((transaction, _) => TransactAsync(transaction.Documents)).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask TransactAsync(ITransactionDocuments documents)
    {
        foreach (var (collection, id, before, after) in Effects)
        {
            if (after is null)
            {
                await documents.DeleteAsync(collection, id).ConfigureAwait(false);
            }
            else if (before is null)
            {
                await documents.CreateAsync(collection, after).ConfigureAwait(false);
            }
            else
            {
                await documents.PutAsync(collection, id, after, new WriteOptions()).ConfigureAwait(false);
            }
        }
    }

    private static object Patch(CrashDocument to) => new { to.Unit, to.Part, to.Parts, to.Tag, to.Payload };
}
