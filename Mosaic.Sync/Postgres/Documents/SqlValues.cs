using System.Globalization;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The values of a query as its last parameters, arrays of texts: a filter may have more values than a statement has parameters,
/// and reaching into an array takes its length.</summary>
/// <param name="first">The number of the first of these parameters: 1 for <c>$1</c>.</param>
internal sealed class SqlValues(int first = 1)
{
    private const int ChunkMax = 64;

    private readonly List<List<string>> _arrays = [];
    private readonly Dictionary<string, string> _places = [];
    private int _chunk = -1;

    /// <summary>The SQL of a text.</summary>
    public string Add(string value)
    {
        if (!_places.TryGetValue(value, out var place))
        {
            if (_chunk < 0 || _arrays[_chunk].Count == ChunkMax)
            {
                _chunk = _arrays.Count;
                _arrays.Add([]);
            }

            _arrays[_chunk].Add(value);
            place = _places[value] = string.Create(CultureInfo.InvariantCulture, $"(${first + _chunk}::text[])[{_arrays[_chunk].Count}]");
        }

        return place;
    }

    /// <summary>The SQL of an array of texts.</summary>
    public string AddAll(IEnumerable<string> some)
    {
        _arrays.Add([.. some]);
        return string.Create(CultureInfo.InvariantCulture, $"(${first + _arrays.Count - 1}::text[])");
    }

    /// <summary>Adds the parameters to those that a command has, which are the ones before the first.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var array in _arrays)
        {
            parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. array] });
        }
    }
}
