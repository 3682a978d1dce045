using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Documents.Filters;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>Members whose converter is not the serializer's own.</summary>
public sealed class LinqConverterTests
{
    [Test]
    public void What_a_converter_writes_and_reads_again_can_be_equal()
    {
        var day = DateTimeOffset.FromUnixTimeSeconds(86_400).UtcDateTime;

        Assert.That(Finds("""{"lower":"ann"}""", x => x.Lower == "ann"), Is.True);
        Assert.That(Finds("""{"rank":-4}""", x => x.Rank == 4), Is.True);
        Assert.That(Finds("""{"rank":-4}""", x => x.Rank != 4), Is.False);
        Assert.That(Finds("""{"rank":null}""", x => x.Rank == null), Is.True);
        Assert.That(Finds("""{"at":86400}""", x => x.At == day), Is.True);
    }

    [Test]
    public void Its_order_its_parts_and_what_it_reads_otherwise_are_refused()
    {
        Expression<Func<Converted, bool>>[] predicates =
        [
            x => x.Lower == "Ann", x => x.Lower!.StartsWith("an", StringComparison.Ordinal), x => string.IsNullOrEmpty(x.Lower), x => x.Rank > 4, x => x.At > DateTime.UnixEpoch,
            x => x.At == DateTime.UnixEpoch.AddMilliseconds(1), x => x.Sorted!.Contains("a"), x => ((Hiding)x.Hidden!).Name == "a" && ((Hidden)x.Hidden).Name == "a",
        ];
        foreach (var predicate in predicates)
        {
            Assert.That(() => Filter.From(predicate), Throws.TypeOf<NotSupportedException>(), predicate.ToString());
        }
    }

    private static bool Finds(string json, Expression<Func<Converted, bool>> predicate) => FilterEvaluator.Matches(Filter.From(predicate), Encoding.UTF8.GetBytes(json));

    private class Hidden
    {
        public string? Name { get; set; }
    }

    private sealed class Hiding : Hidden
    {
        public new string? Name { get; set; }
    }

    private sealed class Converted
    {
        [JsonConverter(typeof(LowerCase))]
        public string? Lower { get; set; }

        [JsonConverter(typeof(Negated))]
        public int? Rank { get; set; }

        [JsonConverter(typeof(Seconds))]
        public DateTime At { get; set; }

        public SortedSet<string>? Sorted { get; set; }

        public Hiding? Hidden { get; set; }
    }

    private sealed class LowerCase : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToLowerInvariant());
    }

    private sealed class Negated : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => -reader.GetInt32();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(-value);
    }

    private sealed class Seconds : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64()).UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteNumberValue(new DateTimeOffset(value).ToUnixTimeSeconds());
    }
}
