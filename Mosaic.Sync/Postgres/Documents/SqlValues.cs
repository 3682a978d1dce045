using System.Globalization;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>The values of a query as its last parameters, arrays of texts: a filter may have more values than a statement has parameters,
/// and reaching into an array takes its length.</summary>
/// <param name="first">The number of the first of these parameters: 1 for <c>$1</c>.</param>
internal sealed class SqlValues(int first = 1)
{
    private const int ChunkMax = 64;

    private readonly List<List<string>> arrays = [];
    private readonly Dictionary<string, string> places = [];
    private int chunk = -1;

    /// <summary>The SQL of a text.</summary>
    public string Add(string value)
    {
        if (!places.TryGetValue(value, out var place))
        {
            if (chunk < 0 || arrays[chunk].Count == ChunkMax)
            {
                chunk = arrays.Count;
                arrays.Add([]);
            }

            arrays[chunk].Add(value);
            place = places[value] = string.Create(CultureInfo.InvariantCulture, $"(${first + chunk}::text[])[{arrays[chunk].Count}]");
        }

        return place;
    }

    /// <summary>The SQL of an array of texts.</summary>
    public string AddAll(IEnumerable<string> some)
    {
        arrays.Add([.. some]);
        return string.Create(CultureInfo.InvariantCulture, $"(${first + arrays.Count - 1}::text[])");
    }

    /// <summary>Adds the parameters to those that a command has, which are the ones before the first.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var array in arrays)
        {
            parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. array] });
        }
    }
}
