namespace Mosaic.CrashHost.Script;

/// <summary>
/// The units of one writer, each following from the seed and the units before it: so a process that was killed and the test
/// that killed it agree on what the store must hold, knowing only how many units were acknowledged.
/// </summary>
internal sealed class WriterScript(int seed, int writer, ScriptShape shape)
{
    private static readonly string[] Collections = ["left", "right"];

    private readonly Dictionary<(string Collection, string Id), CrashDocument> _live = [];
    private readonly Dictionary<string, List<string>> _ids = Collections.ToDictionary(static name => name, static _ => new List<string>());

    public int Writer => writer;

    /// <summary>Units that were done.</summary>
    public long Done { get; private set; }

    /// <summary>The writer's documents after the units done.</summary>
    public IReadOnlyDictionary<(string Collection, string Id), CrashDocument> Live => _live;

    public static IEnumerable<string> CollectionNames => Collections;

    /// <summary>Whose a document is.</summary>
    public static int WriterOf(string id) => int.Parse(id.AsSpan(1, id.IndexOf('-', StringComparison.Ordinal) - 1), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The unit after those done.</summary>
    public ScriptUnit Next()
    {
        var random = new Random(unchecked((int)((((uint)seed * 2654435761) ^ ((uint)writer * 40503) ^ ((ulong)(Done + 1) * 0x9E3779B97F4A7C15)) % int.MaxValue)));
        var number = Done + 1;
        var collection = Collections[random.Next(Collections.Length)];
        var kind = Choose(random, collection);
        var effects = kind switch
        {
            ScriptKind.Create => New(random, collection, number, 0, 1),
            ScriptKind.CreateMany => New(random, collection, number, 0, random.Next(2, shape.PartsMax + 1)),
            ScriptKind.Put or ScriptKind.Update => Change(random, collection, number, 1),
            ScriptKind.UpdateMany => Change(random, collection, number, random.Next(2, shape.PartsMax + 1)),
            ScriptKind.Delete => Delete(random, collection, 1),
            ScriptKind.DeleteMany => Delete(random, collection, random.Next(2, shape.PartsMax + 1)),
            _ => Mix(random, number),
        };
        return new ScriptUnit(writer, number, kind, effects);
    }

    /// <summary>Counts <paramref name="unit"/>, the next, as done.</summary>
    public void Do(ScriptUnit unit)
    {
        foreach (var (collection, id, before, after) in unit.Effects)
        {
            if (after is null)
            {
                _live.Remove((collection, id));
                _ids[collection].Remove(id);
            }
            else
            {
                _live[(collection, id)] = after;
                if (before is null)
                {
                    _ids[collection].Add(id);
                }
            }
        }

        Done = unit.Number;
    }

    /// <summary>Does every unit up to <paramref name="number"/>.</summary>
    public void DoUntil(long number)
    {
        while (Done < number)
        {
            Do(Next());
        }
    }

    private ScriptKind Choose(Random random, string collection)
    {
        var full = _live.Count >= shape.LiveMax;
        var kind = random.Next(100) switch
        {
            < 30 => full ? ScriptKind.Delete : ScriptKind.Create,
            < 42 => ScriptKind.Put,
            < 52 => ScriptKind.Update,
            < 60 => ScriptKind.Delete,
            < 78 => ScriptKind.Transact,
            < 88 => full ? ScriptKind.DeleteMany : ScriptKind.CreateMany,
            < 95 => ScriptKind.UpdateMany,
            _ => ScriptKind.DeleteMany,
        };
        return _ids[collection].Count == 0 && kind is not (ScriptKind.Create or ScriptKind.CreateMany or ScriptKind.Transact)
            ? ScriptKind.Create
            : kind;
    }

    private List<ScriptEffect> New(Random random, string collection, long number, int from, int count)
    {
        var effects = new List<ScriptEffect>();
        for (var part = from; part < from + count; part++)
        {
            var id = FormattableString.Invariant($"w{writer}-{Spread(number):x4}-{number}-{part}");
            effects.Add(new ScriptEffect(collection, id, null, Document(random, id, number, part, count)));
        }

        return effects;
    }

    private List<ScriptEffect> Change(Random random, string collection, long number, int count)
    {
        var content = Document(random, "", number, 0, count);
        return Pick(random, collection, count).ConvertAll(id => new ScriptEffect(collection, id, _live[(collection, id)], content with { Id = id }));
    }

    private List<ScriptEffect> Delete(Random random, string collection, int count) =>
        Pick(random, collection, count).ConvertAll(id => new ScriptEffect(collection, id, _live[(collection, id)], null));

    /// <summary>Creates, changes and deletes in both collections.</summary>
    private List<ScriptEffect> Mix(Random random, long number)
    {
        var effects = new List<ScriptEffect>();
        foreach (var collection in Collections)
        {
            var ids = Pick(random, collection, random.Next(0, 4));
            effects.AddRange(ids.Select((id, index) => new ScriptEffect(
                collection,
                id,
                _live[(collection, id)],
                random.Next(3) == 0 ? null : Document(random, id, number, index, ids.Count))));
            effects.AddRange(New(random, collection, number, effects.Count, random.Next(1, 4)));
        }

        return effects;
    }

    private List<string> Pick(Random random, string collection, int count)
    {
        var ids = _ids[collection];
        var picked = new List<string>();
        for (var i = 0; i < count && ids.Count > 0; i++)
        {
            var id = ids[random.Next(ids.Count)];
            if (!picked.Contains(id))
            {
                picked.Add(id);
            }
        }

        return picked;
    }

    private CrashDocument Document(Random random, string id, long number, int part, int parts)
    {
        var length = random.Next(shape.PayloadMax) * (random.Next(50) == 0 ? 20 : 1);
        return new CrashDocument(id, number, part, parts, "tag" + random.Next(8), new string((char)('a' + random.Next(26)), length));
    }

    /// <summary>Keys that do not come in order, so that blocks are changed in the middle.</summary>
    private static uint Spread(long number) => ((uint)number * 40503u) & 0xFFFF;
}
