namespace Orleans.Registry.Client;

/// <summary>Stands for the lock type that .NET 9 brought, compiled for .NET 8 alone; <c>lock</c> takes its monitor.</summary>
internal sealed class Lock;
