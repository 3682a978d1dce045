using System.Buffers;

namespace Mosaic.Index.Turns;

/// <summary>What it is worth in each session to be said by whom a query names: what the best of its speakers is worth.</summary>
internal sealed class SessionSpeakers : IDisposable
{
    private readonly double[] _most;

    /// <param name="view">The turns.</param>
    /// <param name="user">By <see cref="SessionNumbers"/>; null: everyone.</param>
    /// <param name="worths">What each speaker is worth.</param>
    public SessionSpeakers(TurnView view, int? user, IReadOnlyDictionary<string, double> worths)
    {
        _most = ArrayPool<double>.Shared.Rent(view.Numbers.UserOf.Length);
        foreach (var (_, turns) in view.Segments)
        {
            foreach (var part in turns.PartsOf(user))
            {
                _most[part.Session] = 0;
            }
        }

        foreach (var (_, turns) in view.Segments)
        {
            var worthOf = Array.ConvertAll(turns.Speakers, speaker => worths.GetValueOrDefault(speaker));
            foreach (var part in turns.PartsOf(user))
            {
                foreach (var speaker in part.Speakers)
                {
                    _most[part.Session] = Math.Max(_most[part.Session], worthOf[speaker]);
                }
            }
        }
    }

    public double MostOf(int session) => _most[session];

    public void Dispose() => ArrayPool<double>.Shared.Return(_most);
}
