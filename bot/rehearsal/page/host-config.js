// The host configuration for Microsoft's card renderer, close to the one Teams has.
//
// Every colour is a custom property of theme.css, which has a light and a dark value for it: changing the theme
// redraws nothing, so nothing that was typed is lost. tests/rehearsal/browser measures the contrast of each pair.

const pair = (name) => ({ default: `var(--card-${name})`, subtle: `var(--card-${name}-subtle)` });

const FOREGROUND = {
  default: pair("ink"), dark: pair("ink"), light: pair("quiet"),
  accent: pair("accent"), good: pair("good"), warning: pair("warning"), attention: pair("attention"),
};

const container = (name) => ({ backgroundColor: `var(--card-box-${name})`, borderColor: `var(--card-edge-${name})`, foregroundColors: FOREGROUND });

export const HOST_CONFIG = {
  supportsInteractivity: true,
  fontFamily: "inherit",
  fontTypes: {
    default: {
      fontFamily: "inherit",
      fontSizes: { small: 13, default: 15, medium: 16, large: 19, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: "ui-monospace, Consolas, monospace",
      fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 22 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  spacing: { small: 4, default: 8, medium: 12, large: 18, extraLarge: 26, padding: 14 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  textBlock: { headingLevel: 4 },
  imageSizes: { small: 32, medium: 52, large: 100 },
  containerStyles: Object.fromEntries(["default", "emphasis", "accent", "good", "warning", "attention"].map((name) => [name, container(name)])),
  actions: {
    maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left", spacing: "medium",
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
  },
  inputs: {
    label: {
      inputSpacing: 4,
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", spacing: "small", weight: "bolder" },
  },
};
