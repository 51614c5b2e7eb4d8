/** The folder of ha-drill itself: where topologies, scenarios, images and schemas are. Same from src and dist. */
export const packageRoot = new URL('../', import.meta.url);
