using System.Text.Json.Serialization;

namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>A document with a member of every kind that a predicate can name.</summary>
public sealed class LinqSubject : LinqSubjectBase, ILinqNamed
{
    public string Id { get; set; } = "";

    [JsonPropertyName("n")]
    public string? Name { get; set; }

    public char Letter { get; set; }

    public double Double { get; set; }

    public float Float { get; set; }

    public int Int { get; set; }

    public long Long { get; set; }

    public short Short { get; set; }

    public ulong Ulong { get; set; }

    public decimal Decimal { get; set; }

    public LinqKind Kind { get; set; }

    [JsonConverter(typeof(JsonStringEnumConverter))]
    public LinqKind Named { get; set; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public int Texted { get; set; }

    public TimeSpan Span { get; set; }

    public bool Flag { get; set; }

    public int? Rank { get; set; }

    public List<string> Tags { get; set; } = [];

    public List<int> Numbers { get; set; } = [];

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public List<int> TextedNumbers { get; set; } = [];

    public List<LinqKind> Kinds { get; set; } = [];

    public Dictionary<string, int> Scores { get; set; } = [];

    public DateTime At { get; set; }

    public DateTimeOffset Moment { get; set; }

    public DateOnly Day { get; set; }

    public TimeOnly Hour { get; set; }

    public Guid Key { get; set; }

    public byte[] Bytes { get; set; } = [];

    public Uri? Link { get; set; }

    public Version? Version { get; set; }

    public object? Anything { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Sparse { get; set; }

    string ILinqNamed.Secret => "x";
}
