using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mosaic.Documents.Serialization;

/// <summary>Refuses types that write an id under another spelling than "id": the store would not see it, and give each document one of its own.</summary>
internal sealed class IdNames(JsonSerializerOptions options)
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, IdNames> All = [];

    private readonly ConcurrentDictionary<Type, string?> _spelled = new();

    private readonly JsonSerializerOptions _options = options.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault
        ? new JsonSerializerOptions(options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }
        : options;

    public static IdNames Of(JsonSerializerOptions options) => All.GetValue(options, static it => new IdNames(it));

    /// <exception cref="InvalidDocumentException">The type writes its id as "Id" or the like.</exception>
    public static void Require(JsonTypeInfo type, string collection)
    {
        if (Spelled(type) is { } name)
        {
            throw Refused(type.Type, name, collection);
        }
    }

    /// <exception cref="InvalidDocumentException">The type writes its id as "Id" or the like.</exception>
    public void Require(Type type, string collection)
    {
        if (_spelled.GetOrAdd(type, static (it, names) => names.Spelled(it), this) is { } name)
        {
            throw Refused(type, name, collection);
        }
    }

    private string? Spelled(Type type)
    {
        try
        {
            return _options.TryGetTypeInfo(type, out var info) ? Spelled(info) : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null; // the serializer refuses it, and says why
        }
    }

    private static string? Spelled(JsonTypeInfo type)
    {
        string? other = null;
        foreach (var property in type.Properties)
        {
            if (property is { Get: not null, IsExtensionData: false } && property.Name.Equals("id", StringComparison.OrdinalIgnoreCase))
            {
                if (property.Name == "id")
                {
                    return null;
                }

                other = property.Name;
            }
        }

        return other;
    }

    private static InvalidDocumentException Refused(Type type, string name, string collection) =>
        new($"{type.Name} writes its id as '{name}', but the id of a document is the property 'id': each write would make a document with an id of its own.")
        {
            Operation = "write",
            Target = collection,
            Hint = $"Put [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)] on its JsonSerializerContext, set JsonNamingPolicy.CamelCase in the serializer options, or put [JsonPropertyName(\"id\")] on the property '{name}'.",
        };
}
