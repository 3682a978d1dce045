using Mosaic.Documents.Catalog;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents;

/// <content>Declaring texts: the declaration is a change of the collection, at which the index takes up what the collection has.</content>
internal sealed partial class EngineDocuments
{
    protected override async ValueTask EnsureTextsAsync(string collection, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var texts = paths.Select(static path => new TextInfo(path)).ToList();
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
        RequireFewTexts(all.Length);
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
