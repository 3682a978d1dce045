using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mosaic;

/// <summary>The JSON settings of a store whose options name none: web defaults, numbers never read from strings.</summary>
internal static class DefaultJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonSerializerOptions Create() =>
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };
}
