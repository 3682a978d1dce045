using System.Linq.Expressions;
using System.Text.Json.Serialization;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>What a predicate's parameter stands for: the document, or an element of one of its sequences.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Numbers">How numbers directly in it are written: an element's are as the sequence's property says.</param>
internal sealed record Scope(ParameterExpression Parameter, JsonNumberHandling Numbers);
