using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

public sealed class LinqFilterTests
{
    private static readonly string[] SomeNames = ["ann", "bob"];
    private static readonly int?[] SomeRanks = [1, null];

    private enum Level
    {
        Low,
        High,
    }

    private static readonly string[] Documents =
    [
        "{}",
        """{"name":null,"age":null,"tags":null,"address":null,"done":null}""",
        """{"name":"","age":0,"tags":[],"lines":[],"done":false,"level":0,"named":"Low"}""",
        """{"name":"ann","age":5,"tags":["a","b"],"lines":[{"price":1.5,"count":2}],"done":true,"level":1,"named":"High","address":{"city":"Berlin"},"scores":{"x":3}}""",
        """{"name":"bob","age":17,"tags":["b"],"lines":[{"price":9,"count":1},{"price":20,"count":0}],"done":true,"address":{"city":null},"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}""",
        """{"name":"Bob_%","age":18,"tags":["c","a"],"at":"2024-01-02T03:04:05Z","e_mail":"x@y"}""",
    ];

    [Test]
    public void A_filter_finds_what_the_predicate_does_in_memory()
    {
        var wanted = "bob";
        var limits = new { Age = 10 };
        int? nothing = null;
        Expression<Func<Person, bool>>[] predicates =
        [
            x => x.Name == "ann",
            x => x.Name != "ann",
            x => x.Name == wanted && x.Age > limits.Age,
            x => x.Name == null,
            x => x.Name != null,
            x => x.Age > 5,
            x => !(x.Age > 5),
            x => x.Age >= 5 && x.Age <= 17,
            x => 5 < x.Age,
            x => x.Age == nothing,
            x => x.Age > nothing,
            x => x.Age.HasValue,
            x => !x.Age.HasValue || x.Age.Value == 5,
            x => x.Done == true,
            x => !(x.Done == true),
            x => x.Level == Level.High,
            x => x.Named == Level.High,
            x => x.Named != Level.High,
            x => x.Address != null && x.Address.City == "Berlin",
            x => x.Tags != null && x.Tags.Contains("a"),
            x => x.Tags != null && x.Tags.Any(t => t == "b" || t.StartsWith('c')),
            x => x.Tags != null && x.Tags.Any(),
            x => x.Lines != null && x.Lines.Any(l => l.Price > 1 && l.Count == 0),
            x => SomeNames.Contains(x.Name),
            x => !SomeNames.Contains(x.Name),
            x => SomeRanks.Contains(x.Age),
            x => new List<string?> { "ann", null }.Contains(x.Name),
            x => x.Name != null && x.Name.StartsWith("Bob_", StringComparison.Ordinal),
            x => x.Name != null && x.Name.EndsWith("_%", StringComparison.Ordinal),
            x => x.Name != null && x.Name.Contains("nn", StringComparison.Ordinal),
            x => string.IsNullOrEmpty(x.Name),
            x => !string.IsNullOrEmpty(x.Name),
            x => string.Equals(x.Name, "ann", StringComparison.Ordinal),
            x => x.Name != null && x.Name.StartsWith('a'),
            x => x.Name != null && x.Name.Equals("ann", StringComparison.Ordinal),
            x => x.Name != null && string.CompareOrdinal(x.Name, "ann") > 0,
            x => x.Mail == "x@y",
            x => x.At == new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            x => x.Id == Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
            x => true,
            x => wanted == "x" || x.Age == 18,
        ];
        foreach (var predicate in predicates)
        {
            var inMemory = predicate.Compile();
            var filter = Filter.From(predicate);
            foreach (var json in Documents)
            {
                var expected = inMemory(JsonSerializer.Deserialize<Person>(json, JsonSerializerOptions.Web)!);
                Assert.That(FilterEvaluator.Matches(filter, System.Text.Encoding.UTF8.GetBytes(json)), Is.EqualTo(expected), $"{predicate} of {json}: {filter}");
            }
        }
    }

    [Test]
    public void Elements_and_keys_are_parts_of_the_path()
    {
        Assert.That(Filter.From<Person>(x => x.Tags![1] == "b").ToString(), Is.EqualTo("(tags.1 = 'b') IS TRUE"));
        Assert.That(Filter.From<Person>(x => x.Scores!["x"] > 2).ToString(), Is.EqualTo("(scores.x > 2) IS TRUE"));
        Assert.That(Filter.From<Person>(x => x.Lines![0].Price == 2).ToString(), Is.EqualTo("(lines.0.price = 2) IS TRUE"));
    }

    [Test]
    public void The_options_decide_names_and_values()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper, Converters = { new JsonStringEnumConverter() } };

        Assert.That(Filter.From<Person>(x => x.Level == Level.High, options).ToString(), Is.EqualTo("(LEVEL = 'High') IS TRUE"));
    }

    [Test]
    public void What_has_no_translation_is_named()
    {
        Unsupported(x => x.Name!.Trim() == "ann", "Trim");
        Unsupported(x => x.Name!.Length > 3, "Length");
        Unsupported(x => x.Age + 1 == 3, "Add");
        Unsupported(x => x.Name == x.Mail, "another member");
        Unsupported(x => x.Tags!.Length == 1, "Length");
        Unsupported(x => x.Name!.StartsWith("a", StringComparison.OrdinalIgnoreCase), "StartsWith");
        Unsupported(x => x.Lines!.All(l => l.Price > 1), "All");
        Unsupported(x => x.Hidden == 1, "Hidden");

        static void Unsupported(Expression<Func<Person, bool>> predicate, string named) =>
            Assert.That(() => Filter.From(predicate), Throws.TypeOf<NotSupportedException>().With.Message.Contains(named), predicate.ToString());
    }

    private sealed record Address(string? City);

    private sealed record Line(decimal Price, int Count);

    private sealed record Person
    {
        public Guid? Id { get; init; }

        public string? Name { get; init; }

        public int? Age { get; init; }

        public bool? Done { get; init; }

        public Level? Level { get; init; }

        [JsonConverter(typeof(JsonStringEnumConverter<Level>))]
        public Level? Named { get; init; }

        public string[]? Tags { get; init; }

        public List<Line>? Lines { get; init; }

        public Address? Address { get; init; }

        public Dictionary<string, int>? Scores { get; init; }

        public DateTime? At { get; init; }

        [JsonPropertyName("e_mail")]
        public string? Mail { get; init; }

        [JsonIgnore]
        public int Hidden { get; init; }
    }
}
