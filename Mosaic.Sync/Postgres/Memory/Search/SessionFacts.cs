using System.Runtime.InteropServices;

namespace Mosaic.Postgres.Memory.Search;

/// <summary>Who spoke in a session, and when. A session is only ever added to, and its number never used again: what is known of it stays true.</summary>
internal sealed class SessionFacts
{
    public SessionFacts(string id, string[] speakers, int[] days, long[] ats)
    {
        (Id, Speakers, Days, Ats) = (id, speakers, days, ats);
        BySpeaker = Count(speakers, StringComparer.Ordinal);
        ByDay = Count(days, null);
    }

    public string Id { get; }

    /// <summary>By the turn's number, from 1.</summary>
    public string[] Speakers { get; }

    public int[] Days { get; }

    /// <summary>UTC ticks.</summary>
    public long[] Ats { get; }

    public KeyValuePair<string, int>[] BySpeaker { get; }

    public KeyValuePair<int, int>[] ByDay { get; }

    public int Turns => Speakers.Length;

    private static KeyValuePair<T, int>[] Count<T>(T[] values, IEqualityComparer<T>? comparer)
        where T : notnull
    {
        var counts = new Dictionary<T, int>(comparer);
        foreach (var value in values)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }

        return [.. counts];
    }
}
