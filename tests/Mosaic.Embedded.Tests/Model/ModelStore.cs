using Mosaic.Specs;

namespace Mosaic.Embedded.Tests.Model;

/// <summary>What a store should hold: documents by collection and id, and the declared indexes.</summary>
internal sealed class ModelStore
{
    public Dictionary<string, SortedDictionary<string, (long Version, Note Note)>> Collections { get; } = [];

    public Dictionary<(string Collection, string Path), bool> Indexes { get; } = [];

    public SortedDictionary<string, (long Version, Note Note)> this[string collection] =>
        Collections.TryGetValue(collection, out var documents) ? documents : Collections[collection] = new(StringComparer.Ordinal);

    public bool TitleIsTaken(string collection, string? title, string? exceptId = null) =>
        title is not null && Indexes.GetValueOrDefault((collection, "title"))
        && this[collection].Any(pair => pair.Key != exceptId && pair.Value.Note.Title == title);

    public bool HasDuplicateTitles(string collection) =>
        this[collection].Values.Where(static document => document.Note.Title is not null).GroupBy(static document => document.Note.Title).Any(static group => group.Count() > 1);

    public void Put(string collection, string id, Note note) =>
        this[collection][id] = (this[collection].GetValueOrDefault(id).Version + 1, note with { Id = id });

    public ModelStore Clone()
    {
        var clone = new ModelStore();
        foreach (var (name, documents) in Collections)
        {
            clone.Collections[name] = new(documents, StringComparer.Ordinal);
        }

        foreach (var (index, unique) in Indexes)
        {
            clone.Indexes[index] = unique;
        }

        return clone;
    }
}
