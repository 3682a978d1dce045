using System.Collections.Concurrent;
using Mosaic.Memory.Search;

namespace Mosaic.Index.Turns;

/// <summary>
/// Numbers for the sessions and users that the index knows, so that ranking compares numbers, and the words of its speakers' names. They are of this process: nothing of
/// them is written down. A session's id that another user takes once it was forgotten is another session.
/// </summary>
internal sealed class SessionNumbers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Session, string User), int> _sessions = [];
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly ConcurrentDictionary<string, HashSet<string>> _speakers = new(StringComparer.Ordinal);
    private int[] _userOf = new int[16];

    /// <summary>The user of each session; of those that were numbered before it was asked for.</summary>
    public int[] UserOf => Volatile.Read(ref _userOf);

    public int Session(string session, string user)
    {
        lock (_gate)
        {
            if (_sessions.TryGetValue((session, user), out var known))
            {
                return known;
            }

            var number = _names.Count;
            if (!_users.TryGetValue(user, out var userNumber))
            {
                _users.Add(user, userNumber = _users.Count);
            }

            var userOf = _userOf;
            if (number == userOf.Length)
            {
                Array.Resize(ref userOf, number * 2);
            }

            userOf[number] = userNumber;
            Volatile.Write(ref _userOf, userOf);
            _names.Add(session);
            _sessions.Add((session, user), number);
            return number;
        }
    }

    /// <summary>The terms of a speaker's name.</summary>
    public HashSet<string> TermsOf(string speaker) => _speakers.GetOrAdd(speaker, static name => QueryTerms.Of(name));

    /// <summary>-1: none known.</summary>
    public int User(string user)
    {
        lock (_gate)
        {
            return _users.GetValueOrDefault(user, -1);
        }
    }

    /// <summary>-1: none known.</summary>
    public int Find(string session, string user)
    {
        lock (_gate)
        {
            return _sessions.GetValueOrDefault((session, user), -1);
        }
    }

    public string Name(int session)
    {
        lock (_gate)
        {
            return _names[session];
        }
    }
}
