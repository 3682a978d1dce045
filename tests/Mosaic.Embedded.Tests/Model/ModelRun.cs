using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Model;

/// <summary>One run of random operations, each compared with the model at once; the whole store now and then.</summary>
internal sealed class ModelRun(int seed, Durability durability)
{
    private static readonly string[] Collections = ["a", "b"];
    private static readonly WriteOptions Upsert = new() { Upsert = true };

    private readonly Random _random = new(seed);
    private readonly MosaicOptions _options = new() { Durability = durability, CacheBytes = 64 * 1024 };
    private ModelStore _model = new();
    private FaultyFolder _folder = new();
    private MosaicEngine _store = null!;

    public async Task<long> RunAsync(int operations)
    {
        _store = FolderStore.Open(_folder, _options);
        for (var i = 0; i < operations; i++)
        {
            await StepAsync();
        }

        await CompareAsync();
        await _store.DisposeAsync();
        return operations;
    }

    private async Task StepAsync()
    {
        var collection = Collections[_random.Next(Collections.Length)];
        var id = $"n{_random.Next(120):000}";
        switch (_random.Next(100))
        {
            case < 15:
                await CreateAsync(collection, id);
                break;
            case < 35:
                await PutAsync(collection, id);
                break;
            case < 45:
                await UpdateAsync(collection, id);
                break;
            case < 57:
                Assert.That(await _store.Documents.DeleteAsync(collection, id), Is.EqualTo(_model[collection].Remove(id)), Seed);
                break;
            case < 63:
                await CreateManyAsync(collection);
                break;
            case < 67:
                var ids = Enumerable.Range(0, _random.Next(30)).Select(_ => $"n{_random.Next(120):000}").Distinct().ToList();
                Assert.That(await _store.Documents.DeleteManyAsync(collection, ids), Is.EqualTo(ids.Count(_model[collection].Remove)), Seed);
                break;
            case < 77:
                await TransactAsync();
                break;
            case < 90:
                await QueryAsync(collection, id);
                break;
            case < 92:
                await EnsureIndexAsync(collection);
                break;
            case < 94:
                await _store.DisposeAsync();
                Assert.That(_folder.Files, Is.EqualTo(new[] { FolderStore.Data }), Seed);
                _store = FolderStore.Open(_folder, _options);
                await CompareAsync();
                break;
            case < 97:
                var left = _folder.Abandon();
                await _store.DisposeAsync();
                _folder = left;
                _store = FolderStore.Open(_folder, _options);
                await CompareAsync();
                break;
            case < 98:
                await _store.CompactAsync();
                break;
            default:
                Assert.That((await _store.CheckAsync()).Problems, Is.Empty, Seed);
                break;
        }
    }

    private async Task CreateAsync(string collection, string id)
    {
        var note = NewNote();
        if (_model[collection].ContainsKey(id) || _model.TitleIsTaken(collection, note.Title))
        {
            Assert.That(async () => await _store.Documents.CreateAsync(collection, id, note), Throws.TypeOf<DuplicateKeyException>(), Seed);
            return;
        }

        await _store.Documents.CreateAsync(collection, id, note);
        _model.Put(collection, id, note);
    }

    private async Task PutAsync(string collection, string id)
    {
        var note = NewNote();
        var version = _model[collection].GetValueOrDefault(id).Version;
        var expected = _random.Next(3) == 0 ? version + _random.Next(2) : (long?)null;
        var options = expected is null ? Upsert : new WriteOptions { ExpectedVersion = expected };
        if (expected is not null && expected != version)
        {
            Assert.That(async () => await _store.Documents.PutAsync(collection, id, note, options), Throws.TypeOf<ConflictException>(), Seed);
        }
        else if (_model.TitleIsTaken(collection, note.Title, id))
        {
            Assert.That(async () => await _store.Documents.PutAsync(collection, id, note, options), Throws.TypeOf<DuplicateKeyException>(), Seed);
        }
        else
        {
            _model.Put(collection, id, note);
            Assert.That((await _store.Documents.PutAsync(collection, id, note, options)).Version, Is.EqualTo(_model[collection][id].Version), Seed);
        }
    }

    private async Task UpdateAsync(string collection, string id)
    {
        var rank = _random.Next(50);
        var updated = await _store.Documents.UpdateAsync<Note>(collection, id, new { rank });
        if (_model[collection].TryGetValue(id, out var old))
        {
            _model.Put(collection, id, old.Note with { Rank = rank });
            Assert.That(updated, Is.EqualTo(_model[collection][id].Note), Seed);
        }
        else
        {
            Assert.That(updated, Is.Null, Seed);
        }
    }

    private async Task CreateManyAsync(string collection)
    {
        var notes = Enumerable.Range(0, _random.Next(40)).Select(_ => NewNote() with { Id = $"n{_random.Next(120):000}" }).ToList();
        var after = _model.Clone();
        var allowed = true;
        foreach (var note in notes)
        {
            allowed &= !after[collection].ContainsKey(note.Id!) && !after.TitleIsTaken(collection, note.Title);
            after.Put(collection, note.Id!, note);
        }

        if (allowed)
        {
            await _store.Documents.CreateManyAsync(collection, notes);
            _model = after;
        }
        else
        {
            Assert.That(async () => await _store.Documents.CreateManyAsync(collection, notes), Throws.TypeOf<DuplicateKeyException>(), Seed);
        }
    }

    private async Task TransactAsync()
    {
        var after = _model.Clone();
        var fails = _random.Next(5) == 0;
        try
        {
            await _store.TransactAsync(async (transaction, token) =>
            {
                for (var i = _random.Next(6); i >= 0; i--)
                {
                    var collection = Collections[_random.Next(2)];
                    var id = $"n{_random.Next(120):000}";
                    var note = NewNote();
                    Assert.That(await transaction.Documents.ReadAsync<Note>(collection, id, token), Is.EqualTo(after[collection].GetValueOrDefault(id).Note), Seed);
                    switch (_random.Next(3))
                    {
                        case 0 when !after.TitleIsTaken(collection, note.Title, id):
                            await transaction.Documents.PutAsync(collection, id, note, Upsert, token);
                            after.Put(collection, id, note);
                            break;
                        case 1:
                            Assert.That(await transaction.Documents.DeleteAsync(collection, id, token), Is.EqualTo(after[collection].Remove(id)), Seed);
                            break;
                        default:
                            var found = await ListAsync(transaction.Documents.FindAsync<Note>(collection, Filter.Lt("rank", 25), null, token));
                            Assert.That(found, Is.EqualTo(after[collection].Values.Select(static document => document.Note).Where(static other => other.Rank < 25)), Seed);
                            break;
                    }
                }

                if (fails)
                {
                    throw new TimeoutException();
                }
            });
            _model = after;
        }
        catch (TimeoutException)
        {
        }
    }

    private async Task QueryAsync(string collection, string id)
    {
        var documents = _model[collection];
        Assert.That(await _store.Documents.ReadAsync<Note>(collection, id), Is.EqualTo(documents.GetValueOrDefault(id).Note), Seed);
        Assert.That(await _store.Documents.CountAsync(collection), Is.EqualTo(documents.Count), Seed);
        var (low, high) = (_random.Next(50), _random.Next(50));
        var (skip, limit) = (_random.Next(5), _random.Next(2) == 0 ? _random.Next(20) : (int?)null);
        var title = $"t{_random.Next(400)}";
        (Filter Filter, Func<Note, bool> Same) query = _random.Next(4) switch
        {
            0 => (Filter.Gte("rank", low) & Filter.Lte("rank", high), note => note.Rank >= low && note.Rank <= high),
            1 => (Filter.Eq("rank", low) | Filter.Eq("title", title), note => note.Rank == low || note.Title == title),
            2 => (Filter.StartsWith("title", "t1"), static note => note.Title?.StartsWith("t1", StringComparison.Ordinal) == true),
            _ => (Filter.In("kind", "k0", "k2"), static note => note.Kind is "k0" or "k2"),
        };
        var options = new FindOptions { OrderBy = _random.Next(2) == 0 ? "rank" : null, Skip = skip, Limit = limit };
        var expected = documents.Values.Select(static document => document.Note).Where(query.Same);
        expected = (options.OrderBy is null ? expected : expected.OrderBy(static note => note.Rank)).Skip(skip).Take(limit ?? int.MaxValue);
        Assert.That(await ListAsync(_store.Documents.FindAsync<Note>(collection, query.Filter, options)), Is.EqualTo(expected), $"{Seed}, {query.Filter}");
    }

    private async Task EnsureIndexAsync(string collection)
    {
        var path = _random.Next(3) switch { 0 => "rank", 1 => "kind", _ => "title" };
        var unique = path == "title";
        if (unique && _model.HasDuplicateTitles(collection))
        {
            Assert.That(async () => await _store.Documents.EnsureIndexAsync(collection, path, unique), Throws.TypeOf<DuplicateKeyException>(), Seed);
            return;
        }

        await _store.Documents.EnsureIndexAsync(collection, path, unique);
        _model.Indexes[(collection, path)] = unique;
    }

    private async Task CompareAsync()
    {
        foreach (var collection in Collections)
        {
            var found = await ListAsync(_store.Documents.FindDocumentsAsync<Note>(collection));
            Assert.That(found.Select(static document => (document.Version, document.Value)), Is.EqualTo(_model[collection].Values), Seed);
            Assert.That(await _store.Documents.CountAsync(collection), Is.EqualTo(found.Count), Seed);
        }
    }

    private Note NewNote() => new()
    {
        Title = _random.Next(4) == 0 ? null : $"t{_random.Next(400)}{(_random.Next(20) == 0 ? new string('x', _random.Next(20_000)) : "")}",
        Rank = _random.Next(50),
        Kind = $"k{_random.Next(4)}",
    };

    private string Seed => $"seed {seed}";

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        await foreach (var item in source)
        {
            items.Add(item);
        }

        return items;
    }
}
