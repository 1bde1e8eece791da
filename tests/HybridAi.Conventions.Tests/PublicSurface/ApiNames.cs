using System.Globalization;
using System.Reflection;

namespace HybridAi.Conventions.PublicSurface;

/// <summary>Names types as C# does, with "?" where null is allowed.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> _keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(int)] = "int",
        [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(short)] = "short", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, new NullabilityInfoContext().Create(property));

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        var mark = !type.IsValueType && (nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable) ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        if (_keywords.TryGetValue(type, out var keyword))
        {
            return keyword + mark;
        }

        if (type.IsGenericParameter || type.IsPointer)
        {
            return type.Name + mark;
        }

        var name = (type.IsNested ? Of(type.DeclaringType!) + "." : type.Namespace + ".") + type.Name.Split('`')[0];
        var own = type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0).ToArray();
        var given = nullability?.GenericTypeArguments is { } inner && inner.Length == own.Length ? inner : null;
        return own.Length == 0
            ? name + mark
            : $"{name}<{string.Join(", ", own.Select((argument, i) => Of(argument, given?[i])))}>{mark}";
    }

    public static string Constant(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        char letter => $"'{letter}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
