using Mosaic.Documents.Catalog;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents;

/// <content>Declaring texts: the declaration is a change of the collection, at which the index takes up what the collection has.</content>
internal sealed partial class EngineDocuments
{
    private const int TextPathsMax = 64;

    public async ValueTask EnsureTextIndexAsync(string collection, IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Enter(collection, cancellationToken);
        var texts = paths.Distinct(StringComparer.Ordinal).Select(static path => new TextInfo(path)).ToList();
        ArgumentOutOfRangeException.ThrowIfZero(texts.Count, nameof(paths));
        var info = await WriteAsync(collection, context => Declare(context, collection, texts), cancellationToken).ConfigureAwait(false);
        if (_core.Counters[info.Counter] > 0)
        {
            await _index.TakeUpAsync(_core.Rows.Visible, cancellationToken).ConfigureAwait(false);
        }
    }

    private CollectionInfo Declare(UnitContext context, string collection, List<TextInfo> texts)
    {
        var info = Catalog.GetOrCreate(context, collection);
        TextInfo[] all = [.. (info.Texts ?? []).Union(texts)];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(all.Length, TextPathsMax, nameof(texts));
        if (all.Length == (info.Texts?.Length ?? 0))
        {
            return info;
        }

        var declared = info with { Texts = all };
        Catalog.Change(context, declared);
        context.OnPublished(_index.Written);
        return declared;
    }
}
